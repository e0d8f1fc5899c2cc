/** The process's variables, as an app hands them in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the variables an app was started with, in one sentence a person can act on. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** The variable's text. **Throws** EnvironmentError when it is unset or empty. */
export function requireVariable(env: Environment, name: string, meaning: string): string {
  const value = env[name];
  if (value) return value;
  throw new EnvironmentError(`the variable ${name} (${meaning}) is not set; \`npm start\` sets it for the local stack`);
}
