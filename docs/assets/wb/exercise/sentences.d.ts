/** What the bundler makes of the sentences that all exercises share; see hooks/pack/sentences.py. */
declare module "workbook:sentences" {
  /** A template for each, with its name in `data-code`, as HTML. */
  const sentences: string;
  export default sentences;
}
