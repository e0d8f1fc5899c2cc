import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,apps,infra,test}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/dist/**", ".ingot/**", "test/e2e/**"],
    globalSetup: ["infra/stack/test-stack.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
