// Hold files to a JSON Schema: check.mjs sarif|plan SCHEMA FILE...; exits 1 with what is wrong.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [kind, schemaFile, ...files] = process.argv.slice(2);
// The packages stand where the caller installed them, not beside this file.
const need = createRequire(process.cwd() + "/");
const Ajv = need(kind === "sarif" ? "ajv-draft-04" : "ajv/dist/2020").default;
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

// The SARIF schema has a pattern that only the older kind of regular expression takes.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
need("ajv-formats").default(ajv);
const validate = ajv.compile(read(schemaFile));
let wrong = 0;
for (const file of files) {
  if (validate(read(file))) continue;
  wrong = 1;
  for (const error of validate.errors) console.error(`${file}${error.instancePath}: ${error.message}`);
}
if (files.length === 0) {
  console.error("no file was given");
  wrong = 1;
}
process.exit(wrong);
