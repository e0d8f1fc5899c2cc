"use client";

import { PageHeader } from "../../../src/page/page-header.tsx";
import pageClasses from "../../../src/page/page.module.css";
import { Section } from "../../../src/page/section.tsx";
import { useMay } from "../../../src/session/may.tsx";
import { useSession } from "../../../src/session/session.tsx";
import { AuditPanel } from "../../../src/setting/audit-panel.tsx";
import { KeyPanel } from "../../../src/setting/key-panel.tsx";
import { MemberPanel } from "../../../src/setting/member-panel.tsx";

export function SettingsClient() {
  const { organization } = useSession();
  const seesKeys = useMay("key.read");
  const seesAudit = useMay("audit.read");
  return (
    <>
      <PageHeader title="Settings" lead={organization?.name} />
      <div className={pageClasses.stack}>
        <MemberPanel />
        {seesKeys && <KeyPanel />}
        {seesAudit && (
          <Section title="Audit log" hint="Every change with who made it, in the same transaction as the change.">
            <AuditPanel />
          </Section>
        )}
      </div>
    </>
  );
}
