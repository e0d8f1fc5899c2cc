import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Molten metal. Shade 7 carries white text at 5.5 : 1, shade 4 stands on graphite at 7 : 1. */
const molten: MantineColorsTuple = [
  "#fff3ec",
  "#ffe3d3",
  "#ffc5a5",
  "#ffa473",
  "#ff8f55",
  "#f5702a",
  "#d95413",
  "#b9400b",
  "#983409",
  "#762906",
];

const graphite: MantineColorsTuple = [
  "#e6e8ea",
  "#bcc1c7",
  "#a3aab2",
  "#747c85",
  "#3b4148",
  "#31363d",
  "#23272c",
  "#17191c",
  "#121416",
  "#0d0e10",
];

const sans = '"IBM Plex Sans Variable", ui-sans-serif, system-ui, sans-serif';

export const theme = createTheme({
  colors: { molten, dark: graphite },
  primaryColor: "molten",
  primaryShade: { light: 7, dark: 7 },
  fontFamily: sans,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  headings: {
    fontFamily: sans,
    fontWeight: "600",
    sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.0625rem" } },
  },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "sm" } },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { "aria-label": "Close" },
        // A header inside a dialog would otherwise count as a second banner of the page.
        attributes: { header: { role: "presentation" } },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});

/** Paper and graphite, and the colours of state; each text colour holds 4.5 : 1 on paper, surface and its own tint. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#faf9f6",
    "--mantine-color-text": "#1d2024",
    "--mantine-color-dimmed": "#565c64",
    "--mantine-color-placeholder": "#6a7078",
    "--mantine-color-default-border": "#d9d5cc",
    "--mantine-color-error": "#b3261e",
    "--ingot-surface": "#ffffff",
    "--ingot-sunken": "#f1efe9",
    "--ingot-line": "#e3dfd6",
    "--ingot-accent": "#b9400b",
    "--ingot-good": "#19683a",
    "--ingot-warn": "#7d5200",
    "--ingot-bad": "#b3261e",
    "--ingot-info": "#1d5a92",
    "--ingot-idle": "#565c64",
  },
  dark: {
    "--mantine-color-dimmed": "#a3aab2",
    "--mantine-color-placeholder": "#8d959e",
    "--mantine-color-default-border": "#3b4148",
    "--mantine-color-error": "#ff8a80",
    "--ingot-surface": "#1e2125",
    "--ingot-sunken": "#131517",
    "--ingot-line": "#31363d",
    "--ingot-accent": "#ff8f55",
    "--ingot-good": "#74d09a",
    "--ingot-warn": "#efbf52",
    "--ingot-bad": "#ff8a80",
    "--ingot-info": "#82bbf2",
    "--ingot-idle": "#a3aab2",
  },
});
