import { cookies } from "next/headers";
import { plannerCatalog } from "../../server/planner-catalog.ts";
import { readAddress } from "../../src/planner/link/read-address.ts";
import { PlannerFrame } from "../../src/planner/planner-frame.tsx";
import { PlannerClient } from "./client.tsx";

export const metadata = {
  title: "Planner",
  description: "The best layout for any model on any GPU cluster, with every second and every byte accounted for.",
};

interface PlannerPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function PlannerPage({ searchParams }: PlannerPageProps) {
  const [asked, jar] = await Promise.all([searchParams, cookies()]);
  const said = Object.entries(asked).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const catalog = plannerCatalog();
  const { state, problems } = readAddress(new URLSearchParams(said), catalog);
  const known = jar.getAll().some(({ name }) => name.endsWith(".session_token"));
  return (
    <PlannerFrame known={known}>
      <PlannerClient catalog={catalog} first={state} problems={problems} />
    </PlannerFrame>
  );
}
