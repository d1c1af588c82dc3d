package com.example;

import io.github.cdksesdkim.*;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.route53.*;

public final class MailApp {
    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Mail");
        String name = (String) app.getNode().getContext("domainName");
        String zoneId = (String) app.getNode().getContext("hostedZoneId");
        IHostedZone zone = HostedZone.fromHostedZoneAttributes(stack, "Zone",
            HostedZoneAttributes.builder().hostedZoneId(zoneId).zoneName(name).build());
        DomainIdentity.Builder.create(stack, "Identity").domainName(name).dns(DomainDns.hostedZone(zone)).build();
        app.synth();
    }
}
