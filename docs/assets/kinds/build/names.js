// @ts-check
/**
 * Completion of `math.`; what a program defines itself, its parameters and the builtins come with the Python language.
 *
 * @import { CompletionContext, CompletionResult } from "@codemirror/autocomplete"
 */

const MATH = `acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 fabs
  factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt ldexp lgamma log log10 log1p log2 modf nan
  perm pi pow prod radians remainder sin sinh sqrt sumprod tan tanh tau trunc`.split(/\s+/);

const CONSTANTS = ["e", "inf", "nan", "pi", "tau"];

const options = MATH.map((label) => ({ label, type: CONSTANTS.includes(label) ? "constant" : "function" }));

/**
 * @param {CompletionContext} context @returns {CompletionResult | null}
 */
export function completeMath(context) {
  const typed = context.matchBefore(/\bmath\.\w*$/);
  return typed && { from: typed.from + "math.".length, options, validFor: /^\w*$/ };
}
