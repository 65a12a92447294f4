// A compiled page has no references, conditions or branches to resolve: its schema is what it says. The build puts this in
// the place of the renderer's own resolution (vite.config.ts), which would be a twentieth of the widget.

type Any = any;

export const retrieveSchema = (_validator: Any, _merger: Any, schema: Any) => schema;
export const resolveAllReferences = (_merger: Any, schema: Any) => schema;
export const resolveDependencies = (_validator: Any, _merger: Any, schema: Any) => [schema];
export const getFirstMatchingOption = () => 0;
export const getClosestMatchingOption = () => 0;
export const sanitizeDataForNewSchema = (_validator: Any, _merger: Any, _root: Any, _next: Any, _old: Any, data: Any) => data;
