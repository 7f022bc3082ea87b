/** What the bundler makes of the folders beside this file; see hooks/pack/bundle.mjs. */
declare module "workbook:kinds" {
  /** All kinds of exercise by name, each exported under that name by the script of its folder. */
  export const kinds: Record<string, import("../wb/exercise/exercise.js").Kind>;
}
