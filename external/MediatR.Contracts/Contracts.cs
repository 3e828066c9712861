namespace MediatR;

/// <summary>Marks every request, whatever it answers.</summary>
public interface IBaseRequest
{
}

/// <summary>Marks a request without an answer.</summary>
public interface IRequest : IBaseRequest
{
}

/// <summary>Marks a request that is answered with a <typeparamref name="TResponse"/>.</summary>
/// <typeparam name="TResponse">Type of the answer.</typeparam>
public interface IRequest<out TResponse> : IBaseRequest
{
}

/// <summary>Marks a request that is answered with a stream of <typeparamref name="TResponse"/>.</summary>
/// <typeparam name="TResponse">Type of one item.</typeparam>
public interface IStreamRequest<out TResponse>
{
}

/// <summary>Marks something that has happened and that any number of handlers may hear of.</summary>
public interface INotification
{
}
