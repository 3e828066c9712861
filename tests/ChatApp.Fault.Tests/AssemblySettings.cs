// Each test has the machine to itself, but for those that say otherwise: it measures how long things take.
[assembly: NonParallelizable]
[assembly: LevelOfParallelism(2)]
