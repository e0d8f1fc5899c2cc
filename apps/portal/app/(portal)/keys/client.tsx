"use client";

import { PageHeader } from "../../../src/page/page-header.tsx";
import { StaffKeyPanel } from "../../../src/setting/staff-key-panel.tsx";

export function StaffKeysClient() {
  return (
    <>
      <PageHeader title="API keys" lead="For the command line and for programs of Ingot's own staff." />
      <StaffKeyPanel />
    </>
  );
}
