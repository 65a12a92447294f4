// What every control carries: its id, and what describes it (only ids that exist: the renderer's own helper lists absent ones).

import { getFormContext, getId, getPseudoId, type Config } from "@sjsf/form";

interface Handlers {
  onblur?: () => void;
  oninput?: () => void;
  onchange?: () => void;
}

export function useAttributes() {
  const form = getFormContext();
  return (config: Config, errors: readonly string[], handlers: Handlers) => {
    const id = getId(form, config.path);
    return {
      id,
      name: id,
      "aria-required": config.required || undefined,
      "aria-invalid": errors.length ? true : undefined,
      "aria-describedby":
        [
          config.schema.description && getPseudoId(form, config.path, "description"),
          errors.length && getPseudoId(form, config.path, "errors"),
        ]
          .filter(Boolean)
          .join(" ") || undefined,
      onblur: handlers.onblur,
      onchange: handlers.onchange,
      oninput: handlers.oninput,
    };
  };
}
