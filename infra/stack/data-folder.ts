import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { Failure } from "../bootstrap/failure.mjs";

/** The data folder exists and this user may write in it. */
export function prepareDataFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (statSync(data, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new Failure(`${data} is damaged: it should be a folder. Move that file away and start again.`);
    }
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure(
      `${data} cannot be written by this user (${why}). It was probably made by another one: ` +
        "give it to this user, or set INGOT_DATA to a folder of your own.",
    );
  }
}
