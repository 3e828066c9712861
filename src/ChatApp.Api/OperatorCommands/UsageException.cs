namespace ChatApp.Api.OperatorCommands;

/// <summary>The command line is not valid. The message is one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);
