import type { Point, Size } from "./scene.ts";

/** What of the scene is in the picture: its corner, and pixels a core. */
export interface View extends Point {
  readonly scale: number;
}

/** Pixels of a core when nothing more is to be seen. */
const closest = 16;

/** The whole scene in the middle of the picture. */
export function fit(scene: Size, picture: Size): View {
  const scale = Math.min(picture.width / scene.width, picture.height / scene.height);
  return { scale, x: (scene.width - picture.width / scale) / 2, y: (scene.height - picture.height / scale) / 2 };
}

/** Keeps the picture on the scene. */
function held(view: View, scene: Size, picture: Size): View {
  const whole = fit(scene, picture);
  if (view.scale <= whole.scale) return whole;
  const scale = Math.min(view.scale, closest);
  const within = (at: number, scenery: number, seen: number) =>
    seen >= scenery ? (scenery - seen) / 2 : Math.min(Math.max(at, 0), scenery - seen);
  return {
    scale,
    x: within(view.x, scene.width, picture.width / scale),
    y: within(view.y, scene.height, picture.height / scale),
  };
}

export const toScene = (view: View, { x, y }: Point): Point => ({
  x: view.x + x / view.scale,
  y: view.y + y / view.scale,
});

/** Closer by `factor`, with what lies at a point of the picture staying there. */
export function zoom(view: View, factor: number, at: Point, scene: Size, picture: Size): View {
  const scale = Math.min(view.scale * factor, closest);
  const { x, y } = toScene(view, at);
  return held({ scale, x: x - at.x / scale, y: y - at.y / scale }, scene, picture);
}

/** Moved by pixels of the picture. */
export const pan = (view: View, by: Point, scene: Size, picture: Size): View =>
  held({ ...view, x: view.x - by.x / view.scale, y: view.y - by.y / view.scale }, scene, picture);

/** A point of the scene in the middle of the picture, so close that cores are told apart. */
export const closeUp = (at: Point, scene: Size, picture: Size): View =>
  held(
    { scale: closest, x: at.x - picture.width / closest / 2, y: at.y - picture.height / closest / 2 },
    scene,
    picture,
  );
