using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChatApp.Architecture.Tests;

/// <summary>
/// The framework logs the arguments of what it calls, and a record by itself tells all that it holds.
/// </summary>
internal sealed class SecretTests
{
    private static readonly string[] Secrets =
    [
        "Password", "CurrentPassword", "NewPassword", "PasswordHash", "Email", "Content", "LastMessage",
        "AccessToken", "RefreshToken", "Ticket",
    ];

    [Test]
    public void A_record_with_a_secret_does_not_tell_it()
    {
        var found = Solution.Types
            .Where(type =>
                type.GetMethod("<Clone>$") is not null
                    && type.GetProperties().Any(property => Secrets.Contains(property.Name)))
            .ToList();

        Assert.That(found, Has.Count.GreaterThan(9), "the rule must have something to find");
        Assert.That(found.Where(TellsAll), Is.Empty);
    }

    private static bool TellsAll(Type record) =>
        record.GetMethod(nameof(ToString), [])!.IsDefined(typeof(CompilerGeneratedAttribute));
}
