export { type DefectDraw, type DefectMap, drawDefects, meanDefects, waferGrid, withDeadCore } from "./defect-map.ts";
export { coreLinks, longestRoute } from "./links.ts";
export {
  isMesh,
  type LogicalMesh,
  type MeshChange,
  repairAgain,
  type RepairOptions,
  repairWafer,
  type Unrepairable,
} from "./repair.ts";
export { unpassableCores } from "./unpassable.ts";
export { type MeshRule, verifyMesh } from "./verify-mesh.ts";
