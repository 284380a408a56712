/** Numbers for people: as many digits as mean something, and no more. */

/** How a number that is not finite is shown. */
function special(x: number): string | undefined {
  if (Number.isNaN(x)) return "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  return undefined;
}

/** Power of ten of the leading digit after rounding to `digits` significant ones; 0 for 0. */
function magnitude(x: number, digits: number): number {
  if (x === 0) return 0;
  return Number(
    Math.abs(x)
      .toExponential(digits - 1)
      .split("e")[1],
  );
}

/** No "-0.00": a number that rounds to zero has no sign. */
function unsigned(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}

/** `digits` significant digits; exponents only beyond 1e6 and below 1e-4. Whole digits are never rounded away. */
export function formatNumber(x: number, digits = 3): string {
  const other = special(x);
  if (other !== undefined) return other;
  if (x === 0) return "0";
  const power = magnitude(x, digits);
  if (power >= 6 || power < -4) return x.toExponential(digits - 1).replace("e+", "e");
  return unsigned(x.toFixed(Math.max(digits - 1 - power, 0)));
}

/**
 * Decimals that show a spread with two significant digits: a mean needs no more than its standard deviation.
 * Undefined where the spread is no guide (zero, not finite) or would need an exponent.
 */
export function decimalsFor(spread: number): number | undefined {
  if (!Number.isFinite(spread) || spread === 0) return undefined;
  const power = magnitude(spread, 2);
  return power >= 6 || power < -6 ? undefined : Math.max(1 - power, 0);
}

/** With the decimals of its spread, else with three significant digits. */
export function formatWithSpread(x: number, spread: number): string {
  const decimals = decimalsFor(spread);
  if (decimals === undefined || !Number.isFinite(x) || Math.abs(x) >= 1e9) return formatNumber(x);
  return unsigned(x.toFixed(decimals));
}

/** 1412000 -> "1,412,000" */
export function formatCount(n: number): string {
  return special(n) ?? String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 0.426 -> "43 %" */
export function formatPercent(fraction: number): string {
  return special(fraction) ?? `${Math.round(fraction * 100)} %`;
}

/** Seconds as "0.04 s", "1.4 s", "34 s", "2 min 05 s", "1 h 12 min". */
export function formatSeconds(seconds: number): string {
  const other = special(seconds);
  if (other !== undefined) return `${other} s`;
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
