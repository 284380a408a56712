export const command = async () => 0;
