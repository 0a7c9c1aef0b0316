// Clocks of the benchmarks. Unit: µs.

export const wallTime = () => performance.now() * 1000;

/** Time of all threads of this process, whatever else the machine does. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
