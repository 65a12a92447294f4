// What the renderer asks when it would fill in defaults or put schemas together. Its own answer to that is a tenth of the
// widget; a compiled page has neither, and nothing is answered for anybody: no consent ticked because it must be, no
// first choice, no empty shells.

import type { FormMerger, Schema } from "@sjsf/form";

export const merger: FormMerger = {
  mergeSchemas: (one, other) => (typeof one === "object" && typeof other === "object" ? { ...one, ...other } : other) as Schema,
  mergeAllOf: (schema) => schema,
  mergeFormDataAndSchemaDefaults: ({ formData, schema }) => formData ?? (schema.type === "object" ? {} : undefined),
};
