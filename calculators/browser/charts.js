// Draws Vega-Lite specifications without eval, so that a strict content security policy may stand.
// @ts-check
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

const DATA = "values"; // what every specification calls its data
const GONE = 20; // marks of data that are gone may stay so many; Vega would keep ten thousand

/**
 * @typedef {object} Drawing
 * @property {(spec: any) => Promise<boolean>} update show other data in place; false where more than the data differs
 * @property {() => void} release let go of it
 */

/** What a drawing is made of beside its data. @param {any} spec */
function shape(spec) {
  return JSON.stringify({ ...spec, data: undefined });
}

/**
 * Draw `spec` in `place`, in the stead of what is there.
 * @param {HTMLElement} place @param {any} spec @returns {Promise<Drawing>}
 */
export async function draw(place, spec) {
  const stage = document.createElement("div");
  const { view } = await embed(stage, spec, {
    actions: false,
    ast: true,
    expr: expressionInterpreter,
    renderer: "svg",
    tooltip: { theme: "site", disableDefaultStyle: true },
  });
  stage.querySelector("svg")?.setAttribute("aria-hidden", "true");
  place.replaceChildren(stage);
  Object.assign(view, { cleanThreshold: GONE });
  const drawn = shape(spec);
  return {
    async update(next) {
      if (shape(next) !== drawn) return false;
      await view.data(DATA, next.data.values).runAsync();
      return true;
    },
    release: () => view.finalize(),
  };
}
