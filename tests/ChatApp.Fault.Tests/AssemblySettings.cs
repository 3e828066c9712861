// Several at a time, each with servers of its own: most of a test is waiting, for a time-out or for the end of a fault.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
