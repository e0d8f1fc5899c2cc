import type { NextConfig } from "next";

const securityHeaders = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
  { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
  { key: "strict-transport-security", value: "max-age=31536000; includeSubDomains" },
];

const config: NextConfig = {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: [
    "@ingot/api",
    "@ingot/client",
    "@ingot/compute",
    "@ingot/datasets",
    "@ingot/db",
    "@ingot/governance",
    "@ingot/pricing",
    "@ingot/services",
    "@ingot/units",
    "@ingot/workflows",
  ],
  serverExternalPackages: [
    "@temporalio/client",
    "@temporalio/common",
    "better-auth",
    "drizzle-orm",
    // Vocabularies of megabytes, which the build would read and write three times.
    "gpt-tokenizer",
    "pdfkit",
    "pg",
    "pino",
    "piscina",
    "postgres",
  ],
  // Served by /api/docs from where they lie: no import leads there, so the build has to be told.
  outputFileTracingIncludes: {
    "/api/docs/*": [
      "./node_modules/swagger-ui-dist/swagger-ui.css",
      "./node_modules/swagger-ui-dist/swagger-ui-bundle.js",
    ],
  },
  // `npm run check` runs the type checker over the whole repository; the build need not do it a second time.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
