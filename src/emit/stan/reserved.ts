/** Names that a Stan program cannot give its variables (Stan reference manual, "Variables": keywords, types, C++ words). */
import type { NameRules } from "../printed/names.ts";
import { calledFunctions } from "./dialect.ts";
import { helperNames } from "./helpers.ts";

const words = `
for in while repeat until if then else true false target lower upper offset multiplier
int real vector simplex unit_vector ordered positive_ordered row_vector matrix complex complex_vector complex_row_vector complex_matrix
cholesky_factor_corr cholesky_factor_cov corr_matrix cov_matrix sum_to_zero_vector column_stochastic_matrix row_stochastic_matrix
functions model data parameters quantities transformed generated void tuple array jacobian
break continue return print reject fatal_error profile increment_log_prob get_lp getlp fvar var STAN_MAJOR STAN_MINOR STAN_PATCH
alignas alignof and and_eq asm auto bitand bitor bool case catch char char16_t char32_t class compl const constexpr const_cast
decltype default delete do double dynamic_cast enum explicit export extern float friend goto inline long mutable namespace new
noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast short signed sizeof static
static_assert static_cast struct switch template this thread_local throw try typedef typeid typename union unsigned using virtual
volatile wchar_t xor xor_eq lp__ params_r__ params_i__ size
`;

export const stanNames: NameRules = {
  reserved: new Set([...words.split(/\s+/).filter((word) => word !== ""), ...calledFunctions, ...helperNames]),
  refused: (name) => name.endsWith("__"),
};
