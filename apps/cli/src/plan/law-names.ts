/** Published laws of loss, as people call them. */
export const lawNames = {
  hoffmann: "Hoffmann 2022",
  hoffmannTable: "Hoffmann 2022, its table",
  besiroglu: "Besiroglu 2024",
  muennighoff: "Muennighoff 2023",
} as const;
