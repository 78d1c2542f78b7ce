// The built package, as programs of CommonJS and of ES modules have it; `npm run package` reads these files.

import type { ImportRecord, VectorizerClient } from "vectorizer-client";
import { readRecords } from "vectorizer-client/node";
import { serverFor } from "vectorizer-client/testing";

declare const hooks: Parameters<typeof serverFor>[0];

/** A class with private members is another one in each declaration. */
export const client: VectorizerClient = serverFor(hooks)().client;
export const records: AsyncIterable<ImportRecord> = readRecords("notes.ndjson");
