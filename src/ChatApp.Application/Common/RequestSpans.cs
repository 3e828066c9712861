namespace ChatApp.Application.Common;

/// <summary>Makes a span of each request, named after its type, around validation and handler.</summary>
/// <remarks>Synchronous up to the handler's first wait, so a socket's requests keep their order.</remarks>
internal sealed class RequestSpans<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IResult<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        using var span = ChatTrace.Source.StartActivity(typeof(TRequest).Name);
        try
        {
            var response = await next();
            if (response.Error is { } error)
            {
                span.Fail(error.Code, isFault: error.Kind == ErrorKind.Unavailable);
            }

            return response;
        }
        catch (Exception exception)
        {
            span.Fail(exception.GetType().FullName!, isFault: true);
            throw;
        }
    }
}
