"""What calls use and cost: metering, prices, spending."""
