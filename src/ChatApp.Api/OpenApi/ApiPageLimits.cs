namespace ChatApp.Api.OpenApi;

/// <summary>The limits for answers in progress with API documents and pages.</summary>
/// <param name="Total">Largest number on the node.</param>
/// <param name="PerAddress">Largest number to one address.</param>
internal sealed record ApiPageLimits(int Total, int PerAddress);
