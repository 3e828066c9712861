// Each test has the machine to itself: it measures how long things take.
[assembly: NonParallelizable]
