"""Units of measure: singular and plural."""

from __future__ import annotations


def _regular(**names: str) -> dict[str, tuple[str, str]]:
    return {short: (name, f"{name}s") for short, name in names.items()}


UNITS = {
    **_regular(
        km="kilometer", m="meter", cm="centimeter", mm="millimeter", kg="kilogram", g="gram",
        mg="milligram", lb="pound", lbs="pound", oz="ounce", mi="mile", yd="yard", l="liter",
        L="liter", ml="milliliter", mL="milliliter", h="hour", hr="hour", hrs="hour", min="minute",
        mins="minute", s="second", sec="second", secs="second", ms="millisecond", KB="kilobyte",
        kB="kilobyte", MB="megabyte", GB="gigabyte", TB="terabyte", W="watt", kW="kilowatt",
        kWh="kilowatt hour", V="volt", kcal="kilocalorie", cal="calorie", tbsp="tablespoon",
        tsp="teaspoon", gal="gallon", px="pixel", dB="decibel",
    ),
    "ft": ("foot", "feet"), "in": ("inch", "inches"), "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "mph": ("mile per hour", "miles per hour"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "m²": ("square meter", "square meters"), "km²": ("square kilometer", "square kilometers"),
    "m³": ("cubic meter", "cubic meters"), "fps": ("frame per second", "frames per second"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"), "ºC": ("degree Celsius", "degrees Celsius"),
}  # fmt: skip
