import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{packages,apps,infra,test}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/dist/**", ".ingot/**", "test/e2e/**"],
    globalSetup: ["infra/stack/test-stack.ts"],
    // They end what hangs; a machine at a third of its speed must not meet them.
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
