using ChatApp.Domain.Users;

namespace ChatApp.Application.Users;

/// <summary>Finds users. Those with a closed account are found only by their id.</summary>
public interface IUserDirectory
{
    /// <summary>Finds the user with this id.</summary>
    Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Finds the user with this name, in the form of <see cref="Username.KeyOf"/>.</summary>
    Task<User?> FindByNameAsync(string usernameKey, CancellationToken cancellationToken);

    /// <summary>Finds users whose name starts with a text, in alphabetical order.</summary>
    /// <param name="prefixKey">Start of the name, in the form of <see cref="Username.KeyOf"/>.</param>
    /// <param name="afterKey">Only names after this one; null for the first page.</param>
    Task<Page<User>> SearchAsync(string prefixKey, string? afterKey, int limit, CancellationToken cancellationToken);
}
