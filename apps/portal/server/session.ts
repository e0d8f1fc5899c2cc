import { createCaller } from "@ingot/api";
import { cache } from "react";
import { contextOfRequest } from "./trpc.ts";

/** Who is signed in, for pages; nobody is an answer, too. Read once for each request. */
export const currentSession = cache(async () => createCaller(await contextOfRequest()).session.get());
