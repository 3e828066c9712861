// Not parallel: each test measures its own server.
[assembly: NonParallelizable]
