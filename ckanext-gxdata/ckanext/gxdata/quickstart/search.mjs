// JavaScript（fetch，浏览器或 Node 18 以上）：检索，看第一个表的前几行 · search, and look into the first table
const PORTAL = globalThis.process?.env?.PORTAL ?? "http://127.0.0.1:5000";

async function ask(action, asked) {
  const answer = await fetch(`${PORTAL}/api/3/action/${action}?${new URLSearchParams(asked)}`);
  const { success, result, error } = await answer.json();
  if (!success) throw new Error(JSON.stringify(error));
  return result;
}

const found = await ask("package_search", { q: "甘蔗", fq: "res_format:CSV AND gx_open_type:unconditional", rows: 3 });
for (const dataset of found.results) console.log(dataset.name, dataset.title);

const file = found.results[0].resources.find((each) => each.format === "CSV");
const table = await ask("gxdata_table_preview", { id: file.id, rows: 3 });
console.log(table.fields.map((field) => field.name), table.rows);
