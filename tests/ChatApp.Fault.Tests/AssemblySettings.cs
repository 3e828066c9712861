// Tests run in parallel, each with its own servers: a test mostly waits, for a time-out or for the end of a fault.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
