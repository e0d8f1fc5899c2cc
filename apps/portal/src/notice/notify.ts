import { notifications } from "@mantine/notifications";
import { failureOf } from "../api/failure.ts";

/** Says that something was not done, in the API's words, without moving the page. */
export function notifyFailure(title: string, error: unknown): void {
  notifications.show({ title, message: failureOf(error).message, color: "red", autoClose: 10_000 });
}

export function notifyDone(title: string, message: string): void {
  notifications.show({ title, message, color: "green" });
}
