// Pages wait for one another within a test; several tests at once would make each wait longer on few cores.
[assembly: NonParallelizable]
