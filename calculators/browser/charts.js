// Draws Vega-Lite specifications without eval, so that a strict content security policy may stand.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

/**
 * Draw `spec` in `place`; resolves, when it stands there, to a function that lets go of the drawing.
 * @param {HTMLElement} place
 * @param {import("vega-embed").VisualizationSpec} spec
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
  const svg = stage.querySelector("svg");
  svg?.removeAttribute("width");
  svg?.removeAttribute("height");
  svg?.setAttribute("aria-hidden", "true");
  place.replaceChildren(stage);
  return () => view.finalize();
}
