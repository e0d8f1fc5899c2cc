import type { ButtonHTMLAttributes } from "react";
import classes from "./plain-button.module.css";

interface PlainButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type" | "className"> {
  /** What is meant to be pressed first. */
  readonly filled?: boolean;
}

/** A small button without a library's weight: dozens are drawn while the slider moves. */
export function PlainButton({ filled, ...rest }: PlainButtonProps) {
  return <button type="button" className={classes.button} data-filled={filled || undefined} {...rest} />;
}
