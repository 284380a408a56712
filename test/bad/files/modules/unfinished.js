export const inputs = 2;
export const outputs = 3;
