namespace ChatApp.Api.OpenApi;

/// <summary>How many answers with documents of the API may be in progress at once.</summary>
/// <param name="Total">Of the node.</param>
/// <param name="PerAddress">To one address.</param>
internal sealed record ApiPageLimits(int Total, int PerAddress);
