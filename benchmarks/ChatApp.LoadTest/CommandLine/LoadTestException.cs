namespace ChatApp.LoadTest.CommandLine;

/// <summary>A run that cannot go on, in a sentence for the person who started it.</summary>
internal class LoadTestException(string message, Exception? cause = null) : Exception(message, cause);
