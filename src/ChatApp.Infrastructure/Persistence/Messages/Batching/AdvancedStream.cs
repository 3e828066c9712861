namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>A stream that a batch advances.</summary>
/// <param name="UserId">Whose stream.</param>
/// <param name="Before">Its head when the batch was decided: if the database has another, the batch is void.</param>
/// <param name="Head">Its head after the batch.</param>
internal readonly record struct AdvancedStream(Guid UserId, long Before, long Head);
