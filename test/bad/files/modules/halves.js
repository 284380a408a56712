// A sound model: two numbers in, their halves and the rest as three probabilities out.
export const inputs = 2;
export const outputs = 3;
export function predict(rows) {
  return rows.map((row) => {
    const [a, b] = Array.from(row, (x) => 1 / (1 + Math.exp(-x)) / 2);
    return [a, b, 1 - a - b];
  });
}
