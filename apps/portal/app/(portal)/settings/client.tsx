"use client";

import { PageHeader } from "../../../src/page/page-header.tsx";
import pageClasses from "../../../src/page/page.module.css";
import { Section } from "../../../src/page/section.tsx";
import { useSession } from "../../../src/session/session.tsx";
import { AuditPanel } from "../../../src/setting/audit-panel.tsx";
import { KeyPanel } from "../../../src/setting/key-panel.tsx";
import { MemberTable } from "../../../src/setting/member-table.tsx";

export function SettingsClient() {
  const { organization } = useSession();
  return (
    <>
      <PageHeader title="Settings" lead={organization?.name} />
      <div className={pageClasses.stack}>
        <Section title="Members">
          <MemberTable />
        </Section>
        <KeyPanel />
        <Section title="Audit log" hint="Every change with who made it, in the same transaction as the change.">
          <AuditPanel />
        </Section>
      </div>
    </>
  );
}
