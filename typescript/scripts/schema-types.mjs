// Reads a prepared OpenAPI document from standard input and writes its types to standard output.
// codegen runs it; the document says with `x-typescript-type` which types are the runtime's own.
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const document = JSON.parse(Buffer.concat(chunks).toString("utf8"));

const own = new Set();
const tree = await openapiTS(document, {
  // A member with a default may be left out of a request.
  defaultNonNullable: false,
  emptyObjectsUnknown: true,
  transform(schema) {
    const name = schema["x-typescript-type"];
    if (!name) return undefined;
    if (name !== "Float32Array") own.add(name);
    return ts.factory.createTypeReferenceNode(name);
  },
});

if (own.size)
  process.stdout.write(`import type { ${[...own].sort().join(", ")} } from "../runtime/types.js";\n\n`);
process.stdout.write(astToString(tree));
