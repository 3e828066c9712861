using ChatApp.Application.Accounts;
using ChatApp.Application.Users;

namespace ChatApp.Application.Tests;

internal sealed class MappingTests
{
    [Test]
    public void Every_member_of_every_mapped_type_has_a_source()
    {
        Mapping.Configuration.AssertConfigurationIsValid();
    }

    [Test]
    public void An_account_is_mapped_with_its_email_address()
    {
        var user = Some.User("Alice");

        var account = Mapping.Mapper.Map<AccountDto>(user);

        Assert.That(
            account, Is.EqualTo(new AccountDto(user.Id, "Alice", user.Email, "Alice", IsActive: true, user.CreatedAt)));
    }

    [Test]
    public void A_user_is_mapped_without_private_fields()
    {
        var user = Some.User("Alice");

        var seen = Mapping.Mapper.Map<UserDto>(user);

        Assert.That(seen, Is.EqualTo(new UserDto(user.Id, "Alice", "Alice")));
    }
}
