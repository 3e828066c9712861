// One after the other: each test measures its own server.
[assembly: NonParallelizable]
